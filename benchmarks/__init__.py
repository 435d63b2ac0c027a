"""How fast and how large, measured against others: see README.md in this folder.

    bench.py                the one command: runs the parts, prints the table
      cost_race.py          a: from the same two pictures to the same cost
        user_algorithm.py      the user's algorithm, written for itself
      torch_iteration.py    b: one iteration against PyTorch
        plain_torch.py         the plain way of writing it in PyTorch
      convolution_rate.py   c: one iteration against its bare convolutions
      growth.py             d: seconds and memory against pixels
      start_up.py           e: how long a visitor waits
    ours.py                 one call of our objective, for b and c
    pictures.py             the photo and the painting that every part uses
    processes.py            fresh processes, and rivals that take turns
    findings.py             what a part found; medians

bench.py and the measuring parts load neither TensorFlow nor PyTorch themselves: what is
measured runs in processes of its own, so nothing warms up or weighs upon another.
"""
