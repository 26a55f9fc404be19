"""Whether a caller has what we would send."""


def matches(given_tags: str, tag: str) -> bool:
    """Find `tag` among the tags of an If-None-Match or If-Match header.

    Compared weakly: a proxy that compresses makes our tag weak, and who sends it back in
    If-Match has seen the same content all the same.
    """
    if not given_tags or not tag:
        return False
    given = [one.strip().removeprefix("W/") for one in given_tags.split(",")]
    return tag in given or given == ["*"]
