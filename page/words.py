"""Temporary."""

from dataclasses import fields
from nst_core.settings import Settings, PRESETS

EN = {f"about_{s.name}": s.metadata["about"] for s in fields(Settings)}
EN |= {
    f"name_{s.name}": s.name.removeprefix("weight_").replace("_", " ")
    for s in fields(Settings)
}
EN |= {f"preset_{n}": n for n in PRESETS}
EN |= {f"about_preset_{n}": f"about {n}" for n in PRESETS}
EN |= dict(
    title="Neural style transfer",
    tagline="Watch a photo become a painting: choose both, press Paint, stop at will.",
    photo="Photo (content)",
    painting="Painting (style)",
    swap="Swap the two",
    examples="Examples",
    paint="Paint",
    pause="Pause",
    stop="Stop",
    more="More iterations",
    larger="Larger",
    again="Start over from here",
    download="Download",
    preset="Preset",
    layers="Layer weights",
    layers_fine="fine texture",
    layers_even="even",
    layers_large="large forms",
    details="Details",
    idle="Choose a photo and a painting, then press Paint.",
    bringing="Bringing the pictures.",
    waiting="Place {place} in the queue, about {time} to wait.",
    next="Next to be painted.",
    getting_ready="The painter is getting ready.",
    looking="Looking at the pictures.",
    painting_at="scale {scale} of {scales}, {width} x {height} px, iteration {iteration} of {iterations}, about {time} left",
    paused_at="Paused at iteration {iteration} of {iterations}.",
    stopped_at="Stopped at iteration {iteration} of {iterations}.",
    finished="Finished after {iteration} iterations in {time}.",
    failed="This could not be painted.",
    offline="No connection; the painting goes on. Looking again.",
    compare="Compare",
    compare_about="Drag to see the photo beside the painting.",
    time_lapse="Time-lapse",
    from_frame="Start from this moment",
    curves="Costs",
    contributions="What pulls now",
    colors="Colours",
    colors_painting="painting's",
    colors_photo="photo's",
    history="Your pictures",
    history_empty="Pictures that you paint here are listed here, in this browser only.",
    remove="Delete",
    remove_all="Delete all",
    estimate="About {time} and {memory}.",
    cure="Use {size} px",
    recipe_taken="The settings of this picture are on the controls.",
    recipe_none="This file carries no recipe of this program.",
    drop_recipe="Drop a picture painted here beside the pickers, and its settings return.",
    keys="Ctrl+Enter paints, Esc stops, Space compares.",
    how="How it works",
    how_text="...",
    privacy="Your pictures stay on the machine that serves this page and are deleted after {days} days, or at once when you delete them.",
    api="API",
    source="Source",
    total="total",
    content="content",
    style="style",
    total_variation_short="smoothness",
)
EN["continue"] = "Continue"
EN |= dict(
    canvas="Generated picture",
    hint="Drop a photo and a painting on the left, or choose an example of each.",
    progress="Progress",
    view="View",
    picture="Picture",
    moment="iteration {iteration}",
    finishing="The picture so far is being finished.",
    stopping="Stopping.",
    stopped_early="Stopped before it began.",
    finished_once="Finished after {iteration} iterations.",
    remove_all_sure="Delete all pictures of this list, here and on the server?",
    about_preset_own="Your own settings.",
)
EN["each_layer"] = "Each layer"
DE = {}
