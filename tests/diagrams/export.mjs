// Reads DBML from standard input; writes what @dbml/core makes of it for PostgreSQL. The tool is found from the working folder.
import { createRequire } from "node:module";

const require = createRequire(`${process.cwd()}/`);
const { exporter } = require("@dbml/core");

let input = "";
for await (const chunk of process.stdin) input += chunk;
try {
  process.stdout.write(exporter.export(input, "postgres"), () => process.exit(0));
} catch (error) {
  process.stderr.write(error.diags ? JSON.stringify(error.diags) : String(error), () => process.exit(1));
}
