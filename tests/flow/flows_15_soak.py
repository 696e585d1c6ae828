"""Random calls both ways while lines fail, for a few seconds; tests/flow/soak does it for ten minutes."""
from flow import Flow, flow
from soak import Soak


@flow
def random_calls_while_lines_fail(f: Flow) -> None:
    """Whatever each call comes to, nothing is left of it."""
    soak = Soak(f, calls=200, seconds=15, seed=2026)
    soak.start()
    soak.run()
    soak.verdict()
