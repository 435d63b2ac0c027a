"""Every word of the page in English; german.py has the same keys.

Where English words stand in nst_core.settings already, they are taken from there. What
stands in braces is filled in where the words are shown.
"""

from collections.abc import Mapping
from dataclasses import fields

from nst_core.settings import STYLE_LAYERS, Settings

_LAYERS = {f"name_weight_{layer}": layer for layer in STYLE_LAYERS}
_FIELDS = {
    f"name_{spec.name}": spec.name.replace("_", " ") for spec in fields(Settings)
}
_ABOUT = {f"about_{spec.name}": spec.metadata["about"] for spec in fields(Settings)}

EN: Mapping[str, str] = {
    **_FIELDS,
    **_LAYERS,
    "name_memory_gb": "memory (GB)",
    **_ABOUT,
    "preset_quick": "quick",
    "about_preset_quick": "256 px in seconds, to try things.",
    "preset_standard": "standard",
    "about_preset_standard": "512 px, half a minute on two fast cores.",
    "preset_fine": "fine",
    "about_preset_fine": "1024 px with more scales and iterations, in some minutes.",
    "preset_paper": "paper",
    "about_preset_paper": "400 px by the formulas of Gatys, Ecker and Bethge.",
    "title": "Neural style transfer",
    "tagline": "Watch a photo become a painting: choose both, press Paint, stop at "
    "will.",
    "photo": "Photo (content)",
    "painting": "Painting (style)",
    "swap": "Swap the two",
    "more_styles": "More paintings",
    "more_styles_about": "The shares (blend) say how much each of them counts, also "
    "while it is painted.",
    "painting_2": "Painting 2",
    "painting_3": "Painting 3",
    "painting_4": "Painting 4",
    "strength": "style strength",
    "strength_about": "Moves alpha and beta together: 0 is the photo, 1 the style.",
    "looks": "Strokes and colours",
    "sheet": "Contact sheet",
    "sheet_about": "Paints many small pictures side by side: over two settings, over "
    "all example paintings, or what each layer sees in the painting.",
    "sheet_pulls": "alpha, beta",
    "sheet_strokes": "strokes",
    "sheet_styles": "paintings",
    "sheet_layers": "layers",
    "sheet_wish": "What the sheet shows: settings with their values",
    "sheet_paint": "Paint the contact sheet",
    "sheet_at": "picture {number} of {cells} ({label}), about {time} left",
    "download_zip": "All as ZIP",
    "masks": "Where each painting goes",
    "masks_about": "Brush over the photo where the painting is to be seen; without a "
    "brush stroke it goes everywhere.",
    "masks_none": "Choose a photo first.",
    "masks_drawn": "Only where it was brushed: painting {numbers}.",
    "mask_shape": "This mask has {width} x {height} pixels. A mask must have the "
    "photo's proportions, {photo_width} x {photo_height}.",
    "mask_broken": "This file is no picture that the browser can read.",
    "which_painting": "Painting",
    "tool": "Tool",
    "brush": "Brush",
    "eraser": "Eraser",
    "brush_size": "Width",
    "brush_softness": "Softness",
    "undo": "Undo",
    "invert": "Invert",
    "everywhere": "Everywhere",
    "mask_file": "Upload a mask",
    "use_masks": "Done",
    "close": "Close without change",
    "examples": "Examples",
    "paint": "Paint",
    "pause": "Pause",
    "continue": "Continue",
    "stop": "Stop",
    "more": "More iterations",
    "larger": "Larger",
    "again": "Start over from here",
    "download": "Download",
    "preset": "Preset",
    "layers": "Layer weights",
    "layers_about": "Which strokes count: conv1_1 sees the finest grain, conv5_1 the "
    "largest forms.",
    "layers_fine": "fine texture",
    "layers_even": "even",
    "layers_large": "large forms",
    "details": "Details",
    "steer": "alpha, beta, the shares of the paintings, layer weights, total "
    "variation, laplacian and iterations act on the running picture.",
    "idle": "Choose a photo and a painting, then press Paint.",
    "ready": "Press Paint.",
    "bringing": "Bringing the pictures.",
    "waiting": "Place {place} in the queue, about {time} to wait.",
    "next": "Next to be painted.",
    "getting_ready": "The painter is getting ready.",
    "looking": "Looking at the pictures.",
    "painting_at": "scale {scale} of {scales}, {width} x {height} px, iteration "
    "{iteration} of {iterations}, about {time} left",
    "paused_at": "Paused at iteration {iteration} of {iterations}.",
    "stopped_at": "Stopped at iteration {iteration} of {iterations}.",
    "finished": "Finished after {iteration} iterations in {time}.",
    "failed": "This could not be painted.",
    "offline": "No connection; the painting goes on. Looking again.",
    "compare": "Compare",
    "compare_about": "Drag to see the photo beside the painting.",
    "time_lapse": "Time-lapse",
    "from_frame": "Start from this moment",
    "curves": "Costs",
    "contributions": "What pulls now",
    "colors": "Colours",
    "colors_painting": "painting's",
    "colors_photo": "photo's",
    "history": "Your pictures",
    "history_empty": "Pictures that you paint here are listed here, in this browser "
    "only.",
    "unfinished": "unfinished",
    "remove": "Delete",
    "remove_all": "Delete all",
    "estimate": "About {time} and {memory}.",
    "cure": "Use {size} px",
    "recipe_taken": "The settings of this picture are on the controls.",
    "drop_recipe": "Drop a picture painted here beside the pickers, and its settings "
    "return.",
    "keys": "Ctrl+Enter paints, Esc stops, Space compares.",
    "how": "How it works",
    "how_text": "A network that was trained to recognise things looks at both "
    "pictures. Deep inside, its activations say what is where: that is the photo's "
    "content. How they fire together, regardless of place (the Gram matrices), says in "
    "what manner the painting is painted: that is its style. The cost J = alpha "
    "J_content + beta J_style is made small by changing the pixels of the picture "
    "itself, coarse to fine; nothing is trained. The method is that of Gatys, Ecker, "
    "Bethge (2015).",
    "privacy": "Your pictures stay on the machine that serves this page and are "
    "deleted after {days} days, or at once when you delete them.",
    "source": "Source",
    "each_layer": "Each layer",
    "canvas": "Generated picture",
    "hint": "Drop a photo and a painting into the two fields, or choose an example of "
    "each.",
    "progress": "Progress",
    "full": "Full screen",
    "view": "View",
    "picture": "Picture",
    "play": "Play",
    "moment": "iteration {iteration}",
    "finishing": "The picture so far is being finished.",
    "stopping": "Stopping.",
    "stopped_early": "Stopped before it began.",
    "finished_once": "Finished after {iteration} iterations.",
    "remove_all_sure": "Delete all pictures of this list, here and on the server?",
    "about_preset_own": "Your own settings.",
    "total": "total",
    "content": "content",
    "style": "style",
    "total_variation_short": "smoothness",
    "laplacian_short": "lines",
}
