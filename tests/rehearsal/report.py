"""The table of results."""

BEGIN, END = "<!-- results: made by UPDATE_DOCS=1 make rehearsal -->\n", "<!-- end of results -->\n"


def table(results, stage):
    """The results in Markdown."""
    lines = [
        f"Releases were {stage}.",
        "",
        "| play | took | answers by release | failed responses | socket errors | slowest answer | old release ended with | verdict |",
        "|---|--:|---|--:|--:|--:|--:|---|",
    ]
    for result in results:
        seen = result.seen
        answers = ", ".join(f"{version}: {count:,}" for version, count in sorted(seen.answers.items()))
        code = "" if result.exit_code is None else result.exit_code
        lines.append(
            f"| {result.name} | {result.seconds:.1f} s | {answers} | {seen.failed:,} | {seen.socket_errors:,} "
            f"| {seen.slowest * 1000:,.0f} ms | {code} | {verdict(result)} |"
        )
    return "\n".join(lines) + "\n"


def verdict(result):
    """In words."""
    if not result.as_expected:
        return "**not as expected**"
    return "nothing lost" if result.is_good else "loses requests, as it must"


def write(path, text):
    """Puts the table into a page between its marks."""
    page = path.read_text()
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    path.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}")
