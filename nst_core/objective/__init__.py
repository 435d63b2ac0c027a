"""The objective J and its gradient.

objective.py      J of a canvas at one scale
terms.py          its terms: each one's weight and loss
costs.py          its value, by term
losses.py         formulas of the papers
style_losses.py   gram, gaussian and sliced style losses
neighbors.py      the nearest-neighbour feature loss
self_similarity.py  the content loss of places that are alike
positions.py      positions that stand for all of a layer's
features.py       which layers and losses count
style_targets.py  statistics of style images
regions.py        guidance masks of several styles
whole_image.py    evaluation in one piece
tiled_image.py    evaluation in tiles, exactly the same
tile_boxes.py     boxes cut out and added back
"""
