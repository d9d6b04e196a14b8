"""Measures `dmsa validate` on made-up files of PEDSnet's tables person and visit_occurrence.

usage: data_speed.py DMSA BARE_SCAN FOLDER

Beside it: a scan with the `csv` crate that checks nothing, and DuckDB, which reads everything as text and checks types,
lengths, missing values, primary keys and references in SQL.
"""

import csv
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

import duckdb

MODEL, TABLES = ("pedsnet", "6.3.0"), ("person", "visit_occurrence")
PART, COPIES, RUNS = 1000, 600, 3


def copies(source, target):
    """Writes a file whose rows are repeated; the keys of both tables grow, so that they stay different."""
    with open(source, newline="", encoding="utf-8") as lines:
        header, *rows = csv.reader(lines)
    grows = {f"{table}_id" for table in TABLES} | {f"preceding_{table}_id" for table in TABLES}
    places = [place for place, name in enumerate(header) if name in grows]
    with open(target, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        for copy in range(COPIES):
            for row in rows:
                row = list(row)
                for place in places:
                    if row[place]:
                        row[place] = int(row[place]) + copy * PART
                out.writerow(row)


def sample(dmsa, folder):
    """The two large files, and the folder of all."""
    shutil.rmtree(folder, ignore_errors=True)
    part, everything = folder / "part", folder / "all"
    subprocess.run([dmsa, "sample", "-q", *MODEL, "-o", part, "--rows", str(PART)], check=True)
    shutil.copytree(part, everything)
    files = [everything / f"{table}.csv" for table in TABLES]
    for file in files:
        copies(part / file.name, file)
    return files, everything


def run(*command):
    """Of the fastest run the time and the processor's time in seconds, and the most memory of any in MB."""
    times, memory = [], 0
    for _ in range(RUNS):
        start = time.perf_counter()
        with open(os.devnull, "wb") as nowhere:
            process = subprocess.Popen(command, stdout=nowhere)
            _, status, usage = os.wait4(process.pid, 0)
        times.append((time.perf_counter() - start, usage.ru_utime + usage.ru_stime))
        memory = max(memory, usage.ru_maxrss / 1024)
        if status:
            raise SystemExit(f"{command[0]} failed")
    return *min(times), memory


def duckdb_statements(dmsa, folder):
    """Views of the files and the checks, from the model's script for PostgreSQL."""
    script = subprocess.run([dmsa, "ddl", "-q", *MODEL, "postgresql"], check=True, capture_output=True, text=True).stdout
    reference = r"ALTER TABLE (\w+) ADD CONSTRAINT \w+ FOREIGN KEY\((\w+)\) REFERENCES (\w+) \((\w+)\)"
    references = [found for found in re.findall(reference, script) if found[0] in TABLES]
    if not references:
        raise SystemExit("the script has no references")
    statements = [
        f"CREATE VIEW {table} AS FROM read_csv('{folder / table}.csv', all_varchar = true, header = true)"
        for table in sorted({*TABLES, *(other for _, _, other, _ in references)})
    ]
    for table in TABLES:
        body = re.search(rf"CREATE TABLE {table} \((.*?)\n\);", script, re.S).group(1)
        counts = ["count(*)"]
        for name, kind, not_null in re.findall(r"^\s+(\w+) (\w+(?:\([\d, ]+\))?)[^\n]*?( NOT NULL)?,?$", body, re.M):
            if name == "CONSTRAINT":
                continue
            if length := re.fullmatch(r"VARCHAR\((\d+)\)", kind):
                counts.append(f"count(*) FILTER (length({name}) > {length.group(1)})")
            elif kind != "TEXT":
                kind = kind.replace("SERIAL", "INT")
                counts.append(f"count(*) FILTER ({name} IS NOT NULL AND try_cast({name} AS {kind}) IS NULL)")
            if not_null:
                counts.append(f"count(*) FILTER ({name} IS NULL)")
        statements.append(f"SELECT {', '.join(counts)} FROM {table}")
        statements.append(f"SELECT count({table}_id) - count(DISTINCT {table}_id) FROM {table}")
    statements += [
        f"SELECT count(*) FROM {table} f WHERE {field} IS NOT NULL AND NOT EXISTS "
        f"(SELECT 1 FROM {other} t WHERE t.{key} = f.{field})"
        for table, field, other, key in references
    ]
    return statements


def main(dmsa, bare_scan, folder):
    files, everything = sample(dmsa, pathlib.Path(folder).resolve())
    size = sum(path.stat().st_size for path in files) / 1e6
    rows = len(TABLES) * PART * COPIES
    print(f"{rows:,} rows, {size:.0f} MB, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    print("| | s | processor, s | rows/s | MB/s | memory in MB |\n|---|--:|--:|--:|--:|--:|")

    def line(name, seconds, work, memory):
        speed = f"{rows / seconds:,.0f} | {size / seconds:,.0f}"
        print(f"| {name} | {seconds:.2f} | {work:.2f} | {speed} | {memory:,.0f} |", flush=True)

    line("`csv`, which checks nothing", *run(bare_scan, *files))
    others = [option for path in everything.glob("*.csv") if path not in files for option in ("--vocabulary", path)]
    validate = [dmsa, "validate", "-q", *MODEL, *files, *others]
    line("validate, one thread", *run(*validate, "--threads", "1"))
    line("validate, all cores", *run(*validate))
    line("validate, keys on disk", *run(*validate, "--memory", "1"))
    statements = duckdb_statements(dmsa, everything)
    code = f"import duckdb\ndb = duckdb.connect()\nfor sql in {statements!r}:\n    db.execute(sql).fetchall()\n"
    line(f"DuckDB {duckdb.__version__}", *run(sys.executable, "-c", code))


if __name__ == "__main__":
    main(*sys.argv[1:])
