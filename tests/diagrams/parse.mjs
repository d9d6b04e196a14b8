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
    const names = [...db.getEntities().values()].map((entity) => decoded(entity.alias));
    return { tables: names.length, lines: db.getRelationships().length, names: names.sort(byBytes) };
  },
  async dbml(text) {
    const [schema] = new Parser().parse(text, "dbmlv2").schemas;
    const names = (schema?.tables ?? []).map((table) => table.name);
    return { tables: names.length, lines: schema?.refs.length ?? 0, names: names.sort(byBytes) };
  },
};

// The order of Rust's strings.
function byBytes(a, b) {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

// What Mermaid shows of a text in which it has marked the entities.
function decoded(text) {
  return text.replace(/ﬂ°°(\d+)¶ß/g, (_, number) => String.fromCodePoint(Number(number)));
}

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
