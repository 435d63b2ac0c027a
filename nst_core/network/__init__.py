"""VGG-16 and VGG-19 and their weights.

architectures.py     both networks as a table
vgg.py               the forward pass
convolution.py       convolutions in their fastest form
padding.py           what lies beyond the edge of a layer
custom_gradient.py   gradients of our own, where they are faster
precision.py         float32 or bfloat16, whichever is faster
convolution_rates.py what this machine reaches, kept and corrected by paintings
weights.py           where the weights come from:
embedded_weights.py  from assets/vgg16,
keras_weights.py     from a file of Keras,
download.py          from Keras' address, once;
fetching.py          the bytes of a large file
"""
