// Reads a JSON list of {format, text} from standard input; writes for each what its tool understood, as {tables, lines},
// or why it did not, as {error}. The tools are found from the working folder.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.cwd()}/`);
const { default: mermaid } = await import(
  pathToFileURL(require.resolve("mermaid/dist/mermaid.core.mjs")).href
);
const { Parser } = require("@dbml/core");
mermaid.initialize({ maxTextSize: 10_000_000 });

const tools = {
  async mmd(text) {
    const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
    return { tables: db.getEntities().size, lines: db.getRelationships().length };
  },
  async dbml(text) {
    const [schema] = new Parser().parse(text, "dbmlv2").schemas;
    return { tables: schema?.tables.length ?? 0, lines: schema?.refs.length ?? 0 };
  },
};

let input = "";
for await (const chunk of process.stdin) input += chunk;
const answers = [];
for (const { format, text } of JSON.parse(input)) {
  try {
    answers.push(await tools[format](text));
  } catch (error) {
    answers.push({ error: error.diags ? JSON.stringify(error.diags) : String(error) });
  }
}
process.stdout.write(JSON.stringify(answers), () => process.exit(0));
