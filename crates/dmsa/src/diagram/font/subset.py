"""Makes the web fonts from the fonts of this folder: what most diagrams need, and `-more` for the rest.

    pip install fonttools brotli
    python subset.py
"""

from fontTools.subset import Options, Subsetter, parse_unicodes
from fontTools.ttLib import TTFont

# The same ranges as `is_common` in text.rs.
COMMON = (
    "0020-007E,00A0-00FF,0131,0152-0153,0160-0161,0178,017D-017E,2013-2014,2018-201E,2020-2022,2026,2030,"
    "2039-203A,20AC,2190-2193,2212"
)

for weight in ("regular", "semibold"):
    for part in ("", "-more"):
        font = TTFont(f"dmsa-sans-{weight}.ttf")
        known, common = set(font.getBestCmap()), set(parse_unicodes(COMMON))
        options = Options()
        options.layout_features = []
        options.hinting = False
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=known - common if part else known & common)
        subsetter.subset(font)
        font.flavor = "woff2"
        font.save(f"dmsa-sans-{weight}{part}.woff2")
