"""The proof by simulation: the real services, an outside world that keeps its own truth.

One seed is one history: a member's clicks, workers, suppliers and a payment provider that
misbehave, power cuts at every commit, and a clock that only the history turns. Replay one:

    python -m tests.simulation --seed 17 --trace

`swarm.py` runs a history, `world.py` is what it happens in, `deeds/` what may happen,
`audit.py` what must hold, `storm.py` the power cuts, `counting.py` what a green run must have
seen.
"""
