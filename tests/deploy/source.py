"""Reads blocks of Terraform's files, which `terraform fmt` has laid out."""

import re



class Block:
    def __init__(self, text):
        self.text = text

    @staticmethod
    def of(kind, name, folder):
        """The resource of that type and name."""
        files = "\n".join(path.read_text() for path in sorted(folder.glob("*.tf")))
        return Block(re.search(rf'^resource "{kind}" "{name}" {{\n(.*?)^}}', files, re.S | re.M)[1])

    def inner(self, name):
        """A block within it."""
        return Block(re.search(rf"^  {name} {{\n(.*?)^  }}", self.text, re.S | re.M)[1])

    def value(self, name):
        """What an argument is set to, as it is written; None if it is not."""
        found = re.search(rf"^ +{name} += (.*)$", self.text, re.M)
        return found and found[1]
