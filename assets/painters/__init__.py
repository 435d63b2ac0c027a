"""The painters of our style pictures, one file each.

draw_styles.py calls `paint(long_edge_px)` of every file below; each returns `uint8` RGB
of shape (height, width, 3) and draws the same picture at every size.

    night_swirls   red_sky              thick oil, from brush.py
    marbling                            drops and combs on water
    mosaic                              small stones laid around a fish
    stained_glass                       a window with lead and light
    kashi                               a glazed dome in blue and gold
    woodblock_wave                      five blocks and paper
    ink_hatching                        a pen that follows the mountain
    pointillism                         dots, each beside its opposite

      brush.py                          strokes that follow a field
      tiles.py                          pieces side by side: stones, panes
        canvas.py                       plane, noise, colour, light, paper

Lengths are in picture widths: x runs 0 to 1, y from 0 at the top to height / width.
Everything is drawn larger than asked and shrunk at the end, so no edge is a staircase.
"""
