"""The list of benchmarks, in the order in which they run, and the running of those that are asked for."""

import importlib
import inspect
from collections.abc import Callable, Sequence

from tayseer.site.bench.figures import Figure
from tayseer.site.bench.stage import Options, Stage, UnableToMeasure, standing

#: Small ones first: those of large countries leave their people in the database.
NAMES = {
    "filing": "pages",
    "read": "pages",
    "page": "pages",
    "dashboard": "pages",
    "wallet": "pages",
    "sign-in": "signing",
    "verdict": "judging",
    "credential": "codes",
    "openid": "openid",
    "paper": "papers",
    "outbox": "outbox",
    "start": "starting",
    "nation": "nation",
    "who-can": "population",
}


def run(
    names: Sequence[str], options: Options, *, say: Callable[[str], None], show: Callable[[Figure], None]
) -> list[Figure]:
    """Run benchmarks (all, when none is named), showing each figure as it comes. Raises ``UnableToMeasure``."""
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        message = f"No benchmark is called {', '.join(unknown)}. There are: {', '.join(NAMES)}."
        raise UnableToMeasure(message)
    figures = []
    with standing(options, say=say) as stage:
        for name in [name for name in NAMES if not names or name in names]:
            for figure in benchmark(name)(stage):
                figures.append(figure)
                show(figure)
    return figures


def benchmark(name: str) -> Callable[[Stage], list[Figure]]:
    """The function of a benchmark, its module imported now that Django is set up."""
    module = importlib.import_module(f"{__package__}.{NAMES[name]}")
    found: Callable[[Stage], list[Figure]] = getattr(module, name.replace("-", "_"))
    return found


def explanation(name: str) -> str:
    """What one unit of a benchmark does, from its docstring."""
    return inspect.getdoc(benchmark(name)) or ""
