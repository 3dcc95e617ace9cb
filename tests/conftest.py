"""For all tests: generated cases have no time limit each, because machines are busy."""

from hypothesis import settings

settings.register_profile("cxlab", deadline=None)
settings.load_profile("cxlab")
