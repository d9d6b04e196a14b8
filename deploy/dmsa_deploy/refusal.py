"""Why the tool does not do what it was asked, and what to do about it."""


class Refused(Exception):
    """Nothing was changed. `why` says what is wrong, `remedy` what to do."""

    def __init__(self, why, remedy):
        super().__init__(f"{why}\n{remedy}")
        self.why = why
        self.remedy = remedy
