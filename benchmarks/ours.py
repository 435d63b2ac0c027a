"""One call of this program's objective: the work of one iteration but for the step."""

from benchmarks.pictures import canvas_pair
from benchmarks.processes import Step
from nst_core.settings.settings import Settings
from nst_core.system.terminal import load_tensorflow


def prepare_ours(settings: Settings) -> Step:
    """A call of the objective on the photo, square, `settings.size` wide.

    The picture is evaluated whole, in the precision that the settings choose.
    """
    load_tensorflow()
    from nst_core.network.precision import choose_precision
    from nst_core.network.vgg import load_network
    from nst_core.objective.objective import Objective

    content, style = canvas_pair(settings.size, settings.size)
    precision = choose_precision(settings.precision)
    network = load_network(settings.network).computing_in(precision)
    objective = Objective(network, content, [style], settings)
    return lambda: objective(content).loss
