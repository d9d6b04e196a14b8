"""The parts of deploy/dmsa-deploy. Python 3.9 or later, its standard library alone."""
