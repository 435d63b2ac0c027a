"""Pictures made periodic: what leaves on one side comes back on the other."""

import numpy as np

from nst_core.images.canvas import Canvas


def make_periodic(canvas: Canvas) -> Canvas:
    """Periodic component of a canvas: its opposite edges fit, changed most softly.

    The jump from each edge to the opposite one is spread over the whole picture by the
    smoothest picture that has the same jump.

    Args:
        canvas: (1, height, width, 3), 0 to 255.

    Source: Moisan, "Periodic plus Smooth Image Decomposition" (2011), eq. 11.
    """
    _, height, width, channels = canvas.shape
    rows = np.cos(2 * np.pi * np.arange(height) / height)[:, None]
    columns = np.cos(2 * np.pi * np.arange(width) / width)[None, :]
    laplacian = 2 * rows + 2 * columns - 4
    laplacian[0, 0] = 1  # of the mean, which is left as it is
    periodic = np.empty_like(canvas)
    for channel in range(channels):
        plane = canvas[0, :, :, channel].astype(np.float64)
        jumps = np.zeros_like(plane)
        jumps[0] += plane[-1] - plane[0]
        jumps[-1] -= plane[-1] - plane[0]
        jumps[:, 0] += plane[:, -1] - plane[:, 0]
        jumps[:, -1] -= plane[:, -1] - plane[:, 0]
        spectrum = np.fft.fft2(jumps) / laplacian
        spectrum[0, 0] = 0
        smooth = np.fft.ifft2(spectrum).real
        periodic[0, :, :, channel] = np.clip(plane - smooth, 0, 255)
    return periodic
