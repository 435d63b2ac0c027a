"""Every word of the page in English; the other languages have the same keys.

Where English words stand in `Settings` already, they are taken from there, but for
names and choices, which are written for programs there. What stands in braces is
filled in where the words are shown.
"""

from collections.abc import Mapping
from dataclasses import fields

from nst_core.settings.settings import MAX_STYLES, STYLE_LAYERS, Settings

_LAYERS = {f"name_weight_{layer}": layer for layer in STYLE_LAYERS}
_FIELDS = {
    f"name_{spec.name}": spec.name.replace("_", " ") for spec in fields(Settings)
}
_ABOUT = {f"about_{spec.name}": spec.metadata["about"] for spec in fields(Settings)}

NUMBERS = range(1, MAX_STYLES + 1)  # of the paintings

WORDS: Mapping[str, str] = {
    **_FIELDS,
    **_LAYERS,
    "name_total_variation": "smoothness",
    "name_laplacian": "lines of the photo",
    **{f"name_blend_{n}": f"share of painting {n}" for n in NUMBERS},
    "name_style_scale": "size of the strokes",
    "name_style_term": "way of telling style",
    "name_colors": "colours",
    "name_color_strength": "strength of the photo's colours",
    "name_family": "scaling of the costs",
    "name_content_layer": "layer of the photo's forms",
    "name_padding": "beyond the edge",
    "name_start": "first canvas",
    "name_noise_ratio": "share of noise",
    "name_plateau": "early end (plateau)",
    "name_memory_gb": "memory (GB)",
    **_ABOUT,
    "about_style_term": "What of the painting's manner the picture is to have.",
    "choice_style_term_gram": "its textures, the fastest (gram)",
    "choice_style_term_gaussian": "more of its larger forms (gaussian)",
    "choice_style_term_sliced": "less of it, more of the photo (sliced)",
    "about_colors": "Whose colours the picture gets.",
    "choice_colors_painting": "the painting's",
    "choice_colors_luminance": "the photo's, just as they are (luminance)",
    "choice_colors_histogram": "the photo's, tone by tone (histogram)",
    "choice_colors_covariance": "the photo's, on the whole (covariance)",
    "about_color_strength": "How far they go, where the photo's colours are chosen.",
    "about_family": "How content and style are weighed against each other.",
    "choice_family_balanced": "alike at every size (balanced)",
    "choice_family_paper": "as sums, as in the paper (paper)",
    "choice_family_johnson": "as in Johnson's neural-style (johnson)",
    "about_content_layer": "How firmly the photo's forms are held.",
    "choice_content_layer_conv4_2": "firmly (conv4_2)",
    "choice_content_layer_conv5_2": "loosely (conv5_2)",
    "about_network": "Network that looks at the pictures.",
    "choice_network_auto": "VGG-19, else VGG-16 (auto)",
    "about_precision": "How finely convolutions are computed.",
    "choice_precision_auto": "the faster one (auto)",
    "about_pooling": "How the network halves its layers.",
    "choice_pooling_max": "by the strongest, crisp (max)",
    "choice_pooling_average": "by the mean, softer (average)",
    "choice_pooling_scaled_average": "by the mean, scaled up (scaled_average)",
    "about_padding": "What the network sees there.",
    "choice_padding_reflect": "the picture mirrored (reflect)",
    "choice_padding_replicate": "its last pixels (replicate)",
    "choice_padding_zero": "nothing, which leaves a rim (zero)",
    "choice_padding_wrap": "its other side: a seamless tile (wrap)",
    "choice_optimizer_lbfgs": "L-BFGS",
    "choice_optimizer_adam": "Adam",
    "choice_start_content": "the photo",
    "choice_start_recolored": "the photo in the painting's colours",
    "choice_start_noise": "noise",
    "choice_start_blend": "the photo under noise",
    "choice_start_style_colors": "noise in the painting's colours",
    "about_noise_ratio": "Where the photo is under noise, this much of the canvas is "
    "noise.",
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
    "more_styles_about": "Up to four paintings share the picture. Their shares say how "
    "much each of them counts, also while it is painted.",
    **{f"painting_{n}": f"Painting {n}" for n in NUMBERS},
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
    "sheet_wish": "One or two settings with their values, or styles, or layers",
    "sheet_names": "Settings have the names that programs use: alpha, beta, "
    "style_scale, style_term, colors, laplacian, weight_conv1_1 and so on. Each "
    "picture has at most 256 px and 60 iterations.",
    "sheet_busy": "Not while a picture is being painted.",
    "layers_see": "See what each layer sees",
    "sheet_paint": "Paint the contact sheet",
    "sheet_at": "picture {number} of {cells} ({label}), about {time} left",
    "download_zip": "All as ZIP",
    "masks": "Where each painting goes",
    "masks_about": "Brush over the photo where a painting is to be seen. Without a "
    "brush stroke it goes everywhere. Esc keeps what was drawn.",
    "masks_none": "Choose a photo first.",
    "masks_drawn": "Only where it was brushed:",
    "masks_gone": "The photo has changed, so the masks drawn over it are gone.",
    "masks_kept": "The mask of painting {numbers} could not be loaded. It stays as it "
    "is, unless you draw it anew.",
    "masks_unsent": "The masks could not be sent to the server. They are still here; "
    "press Done again when there is a connection.",
    "photo_unreadable": "The browser cannot show this photo, so nothing can be brushed "
    "over it. Save it as JPEG or PNG, and choose it again.",
    "painting_number": "Painting {number}",
    "painting_masked": "Painting {number}, only where it was brushed",
    "mask_canvas": "The photo, and over it where painting {number} goes",
    "mask_black": "This mask is black everywhere; where it is white the painting is "
    "seen. Choose another file.",
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
    "close": "Cancel",
    "example_photos": "Example photos",
    "example_paintings": "Example paintings",
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
    "steer": "alpha, beta, the shares of the paintings, layer weights, smoothness, "
    "lines and iterations act on the running picture.",
    "idle": "Choose a photo and a painting, then press Paint.",
    "ready": "Press Paint.",
    "sketch": "Sketch",
    "sketch_about": "A sketch. Paint adds the painting's real strokes and forms.",
    "sketch_loading": "Fetching the network that reads pictures.",
    "first_look": "Example: drag the line",
    "use_photo": "Use this photo",
    "use_painting": "Use this painting",
    "in_painting": "Your photo in {name}",
    "camera": "Camera",
    "camera_about": "Live camera, in the chosen painting",
    "camera_live": "Take the photo when you like what you see.",
    "camera_plain": "Choose a painting to see yourself in it, or take the photo.",
    "camera_unsketched": "This browser shows no live painting; the photo can be taken.",
    "camera_shutter": "Take the photo",
    "camera_close": "Close the camera",
    "camera_insecure": "The browser gives the camera to safe addresses alone (https or "
    "localhost). Open the page there, or upload a photo.",
    "camera_refused": "The camera was not allowed. Allow it in the browser's settings "
    "for this page, or upload a photo.",
    "camera_missing": "No camera could be opened. Plug one in, close other programs "
    "that use it, or upload a photo.",
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
}
