//! The report as one page that needs nothing else: by table, in light and dark, to read and to print.

use super::{escaped, subject};
use crate::result::{CheckReport, Report, Severity, Verdict};
use std::fmt::Write;

const STYLE: &str = "\
:root{color-scheme:light dark;--bad:#b3261e;--warn:#8a5a00;--good:#1b6e3c;--line:#8884}\
@media(prefers-color-scheme:dark){:root{--bad:#ff8a80;--warn:#ffcc66;--good:#7ddc9a}}\
body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}\
h1{line-height:1.2}table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}caption{text-align:left}\
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}\
th button{all:unset;cursor:pointer;font-weight:600}th button:focus-visible{outline:2px solid}\
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}\
.fail{color:var(--bad);font-weight:600}.warning,.unchecked{color:var(--warn);font-weight:600}.pass{color:var(--good)}\
ul{margin:.2rem 0;padding-left:1.2rem}code{overflow-wrap:anywhere}\
@media print{body{margin:0;max-width:none}details:not([open])>*:not(summary){display:block}tr{break-inside:avoid}}";

/// Sorts a table by the column whose heading is pressed; without it the page is the same, in the order of the definition.
const SCRIPT: &str = "\
for(const b of document.querySelectorAll('th button'))b.addEventListener('click',()=>{\
const th=b.parentElement,body=th.closest('table').tBodies[0],up=th.getAttribute('aria-sort')!=='ascending';\
for(const o of th.parentElement.children)o.removeAttribute('aria-sort');\
th.setAttribute('aria-sort',up?'ascending':'descending');\
const key=r=>r.cells[th.cellIndex].textContent;\
body.append(...[...body.rows].sort((a,c)=>(up?1:-1)*key(a).localeCompare(key(c),undefined,{numeric:true})))})";

pub(super) fn write(report: &Report, _colour: bool) -> String {
    let title = format!("{} {}: {}", escaped(&report.model), escaped(&report.version), report.verdict.name());
    let (rows, failed) = (report.rows(), report.failed_rows());
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         script-src 'unsafe-inline'\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <h1>{} {}: <span class=\"{}\">{}</span></h1>\n\
         <p>{rows} rows were read from {} files: {} without errors, {failed} with errors.</p>\n",
        escaped(&report.model),
        escaped(&report.version),
        report.verdict.name(),
        report.verdict.name(),
        report.files.len(),
        rows - failed.min(rows),
    );
    let wrong = |check: &&CheckReport| matches!(check.verdict, Verdict::Fail | Verdict::NotChecked);
    let right = |check: &&CheckReport| !matches!(check.verdict, Verdict::Fail | Verdict::NotChecked);
    out.push_str("<h2>What is wrong</h2>\n");
    table(&mut out, report.checks.iter().filter(wrong));
    out.push_str("<h2>Files</h2>\n");
    files(&mut out, report);
    out.push_str("<details>\n<summary>Checks that passed, or had no rows</summary>\n");
    table(&mut out, report.checks.iter().filter(right));
    out.push_str("</details>\n");
    if !report.changes.is_empty() {
        out.push_str("<h2>Changes since the submission before</h2>\n<ul>\n");
        report.changes.iter().for_each(|change| {
            writeln!(out, "<li>{}</li>", escaped(&change.to_string())).unwrap_or_default();
        });
        out.push_str("</ul>\n");
    }
    if !report.notes.is_empty() {
        out.push_str("<h2>Notes</h2>\n<ul>\n");
        report.notes.iter().for_each(|note| writeln!(out, "<li>{}</li>", escaped(note)).unwrap_or_default());
        out.push_str("</ul>\n");
    }
    write!(out, "</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n").ok();
    out
}

fn heading(out: &mut String, names: &[(&str, bool)]) {
    out.push_str("<table>\n<thead><tr>");
    for (name, number) in names {
        let class = if *number { " class=\"n\"" } else { "" };
        write!(out, "<th scope=\"col\"{class}><button type=\"button\">{name}</button></th>").ok();
    }
    out.push_str("</tr></thead>\n<tbody>\n");
}

fn table<'c>(out: &mut String, checks: impl Iterator<Item = &'c CheckReport>) {
    let mut checks = checks.peekable();
    if checks.peek().is_none() {
        out.push_str("<p>Nothing.</p>\n");
        return;
    }
    heading(
        out,
        &[("Where", false), ("Check", false), ("Result", false), ("Failures", true), ("Rows", true), ("What", false)],
    );
    for check in checks {
        let (class, word) = match (check.verdict, check.severity) {
            (Verdict::Fail, Severity::Error) => ("fail", "fail"),
            (Verdict::Fail, Severity::Warning) => ("warning", "warning"),
            (Verdict::NotChecked, _) => ("unchecked", "not checked"),
            (verdict, _) => ("pass", verdict.name()),
        };
        write!(
            out,
            "<tr><td><code>{}</code></td><td>{}</td><td class=\"{class}\">{word}</td><td class=\"n\">{}</td>\
             <td class=\"n\">{}</td><td>{}",
            escaped(&subject(check)),
            escaped(&check.check),
            check.failures,
            check.rows,
            escaped(check.reason.as_deref().unwrap_or_default()),
        )
        .ok();
        if !check.samples.is_empty() {
            out.push_str("<ul>");
            for sample in &check.samples {
                let value = sample.value.as_deref().map(|value| format!(": <code>{}</code>", escaped(value)));
                let value = value.unwrap_or_default();
                write!(out, "<li>{}, line {}{value}</li>", escaped(&sample.path), sample.line).ok();
            }
            out.push_str("</ul>");
        }
        out.push_str("</td></tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
}

fn files(out: &mut String, report: &Report) {
    heading(out, &[("File", false), ("Table", false), ("Rows", true), ("Rows with errors", true)]);
    for file in &report.files {
        writeln!(
            out,
            "<tr><td>{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
            escaped(&file.path),
            escaped(&file.table),
            file.rows,
            file.failed_rows
        )
        .ok();
    }
    out.push_str("</tbody>\n</table>\n");
}
