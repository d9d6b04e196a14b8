"""What counts as a play that went as it should."""

import unittest
from collections import Counter

from load import Seen
from plays import Result


def result(is_good=True, wanted=("1", "2"), exit_code=0, **seen):
    return Result("play", is_good, set(wanted), Seen(**{"answers": Counter({"1": 5, "2": 5}), **seen}), exit_code)


class Judgement(unittest.TestCase):
    def test_a_good_play_loses_nothing(self):
        self.assertTrue(result().as_expected)
        self.assertFalse(result(failed=1).as_expected)
        self.assertFalse(result(socket_errors=1).as_expected)

    def test_a_good_play_has_answers_of_both_releases_and_no_other(self):
        self.assertFalse(result(answers=Counter({"1": 5})).as_expected)
        self.assertFalse(result(answers=Counter({"1": 5, "2": 5, "3": 1})).as_expected)
        self.assertTrue(result(wanted=["1"], answers=Counter({"1": 5})).as_expected)

    def test_the_old_release_ends_as_told(self):
        self.assertFalse(result(exit_code=137).as_expected)
        self.assertTrue(result(exit_code=None).as_expected)

    def test_a_play_that_is_wrong_must_lose_something(self):
        self.assertFalse(result(is_good=False).as_expected)
        self.assertTrue(result(is_good=False, failed=1).as_expected)
        self.assertTrue(result(is_good=False, socket_errors=1).as_expected)

    def test_what_the_clients_wrote_is_added_up(self):
        seen = Seen()
        seen.add("failed\t2\nsocket errors\t1\nslowest\t1500\nanswer\t1.0.0\t7\nfailure\tthe balancer with status 503\t2\n")
        seen.add("failed\t1\nsocket errors\t0\nslowest\t900\nanswer\t1.0.0\t3\n")
        self.assertEqual((seen.failed, seen.socket_errors, seen.slowest), (3, 1, 0.0015))
        self.assertEqual((seen.answers, seen.failures), ({"1.0.0": 10}, {"the balancer with status 503": 2}))
