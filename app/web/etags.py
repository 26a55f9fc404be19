"""Whether a caller has what we would send."""


def matches(if_none_match: str, tag: str) -> bool:
    """Find `tag` among the tags of an If-None-Match header.

    Compared weakly, as RFC 9110 wants it here: a proxy that compresses makes our tag weak.
    """
    if not if_none_match or not tag:
        return False
    given = [one.strip().removeprefix("W/") for one in if_none_match.split(",")]
    return tag in given or given == ["*"]
