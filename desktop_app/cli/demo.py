"""`rackside demo`"""


def demo() -> int:
    """Play an example set as if live."""
    return 0
