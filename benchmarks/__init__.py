"""Speed and size, measured against others: see README.md in this folder.

    bench.py                the one command: runs the parts, prints the table
      loss_race.py          a: from the same two pictures to the same loss
        user_algorithm.py      the user's algorithm, written for itself
      torch_iteration.py    b: one iteration against PyTorch
        plain_torch.py         the plain way of writing it in PyTorch
      convolution_rate.py   c: one iteration against its bare convolutions
      growth.py             d: seconds and memory against pixels
      start_up.py           e: how long a visitor waits
      controls_race.py      f: what each control costs
      crowd.py              g: how long others wait while fifty paint
      command_line.py       h: from the command to the written file
      sketch.py             i: the sketch before Paint, alone too
        sketch_visits.py       clicks in a browser, and their cost to the server
        sketch_race.py         CPU time against onnxruntime-web, in node
        sketch_race.js            what runs there
        sketch_graphs.py       the same network for the rival
      guard.py              j: what the guard costs, and what refusing costs
        unguarded.py           the page without it
      convolution_forms.py  k: deep layers as transposed convolutions
      pictures_race.py      l: finished pictures, and how soon they are there; alone too
        picture_judge.py       their marks
        neural_style_pt.py     neural-style-pt's algorithm in PyTorch
    speed_table.py          the rows that the README quotes, from one run
    same_pictures.py        whether two versions paint the same pixels
    chaos.py                whether jobs survive kills, crowds and long rows
      chaos_server.py         the server that is killed
      chaos_diary.py          the log of servers and workers
    soak.py                 whether 1,000 jobs of 40 visitors leave the server as it was
      page_visitor.py         a visitor of the page without a browser
    make_screens.py         screenshots of the page for the README
    ours.py                 one call of our objective, for b and c
    pictures.py             the content and the style picture of every part
    processes.py            fresh processes, and rivals that take turns
    findings.py             results of a part; medians
    marks.py                photos of one colour each, to know whose picture came

The measuring parts load neither TensorFlow nor PyTorch themselves: what is measured
runs in processes of its own, so nothing warms up or weighs upon another. Only at toy
size everything runs in the process it began in.
"""
