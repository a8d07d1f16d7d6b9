// Compares mocks on the same documents, and writes the table between the markers
// of a page:
//
//	node compare.mjs --rolecall PROGRAM --documents FOLDER [--write PAGE] [--only NAME]
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readDocument } from "./document.mjs";
import { probe } from "./probe.mjs";
import { servers, start } from "./servers.mjs";

const starts = 3; // of each server with each document; the median is told

const { values } = parseArgs({ options: { rolecall: { type: "string" }, documents: { type: "string" }, write: { type: "string" }, only: { type: "string", default: "" } } });
const files = readdirSync(values.documents).filter((name) => /\.(ya?ml|json)$/.test(name)).sort();
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const share = ({ yes, of }) => (of === 0 ? "–" : `${yes} of ${of}`);
const kinds = ["answers", "state", "anonymous", "rights"];

const rows = [], notes = [];
for (const server of servers(values.rolecall).filter(({ name }) => name.startsWith(values.only))) {
  const sum = { ...Object.fromEntries(kinds.map((kind) => [kind, { yes: 0, of: 0 }])), took: [], work: [], memory: [], up: 0 };
  const each = {};
  for (const file of files) {
    const path = join(values.documents, file);
    const document = readDocument(path);
    try {
      const took = [];
      for (let i = 1; i < starts; i++) {
        const once = await start(server, path, document);
        took.push(once.took);
        await once.stop();
      }
      const running = await start(server, path, document);
      took.push(running.took);
      try {
        each[file] = await probe(running, document);
      } finally {
        await running.stop();
      }
      sum.up++;
      sum.took.push(median(took));
      sum.work.push(running.work);
      sum.memory.push(running.memory);
      for (const kind of kinds) {
        sum[kind].yes += each[file][kind].yes;
        sum[kind].of += each[file][kind].of;
      }
    } catch (error) {
      notes.push(`${server.name} does not serve ${file}: ${error.message}`);
    }
    console.error(server.name, file, JSON.stringify(each[file] ?? "not up"));
  }
  rows.push({ server, sum, each });
}

const line = (cells) => `| ${cells.join(" | ")} |`;
const table = [
  line(["mock", "documents served", "operations that answer", "writes that are there afterwards", "401 without a credential", "403 without the right", "first reply, s", "processor time till then, s", "memory then, MB"]),
  "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
  ...rows.map(({ server, sum }) => line([server.name, `${sum.up} of ${files.length}`, ...kinds.map((kind) => share(sum[kind])), sum.up ? (median(sum.took) / 1000).toFixed(2) : "–", sum.up ? median(sum.work).toFixed(2) : "–", sum.up ? Math.round(median(sum.memory) / 1e6) : "–"])),
  "",
  line(["document", ...rows.map(({ server }) => `${server.name}: answers, state, 401, 403`)]),
  line(["---", ...rows.map(() => "---")]),
  ...files.map((file) => line([file, ...rows.map(({ each }) => (each[file] ? kinds.map((kind) => share(each[file][kind])).join(", ") : "not served"))])),
  "",
  `Measured on ${new Date().toISOString().slice(0, 10)} with Node.js ${process.version.slice(1)}; times and memory are medians over the documents, times of ${starts} starts each.`,
  ...notes.map((note) => `${note}.`),
].join("\n");
console.log(table);
if (values.write) {
  const page = readFileSync(values.write, "utf8");
  const marked = /(<!-- comparison -->\n)[\s\S]*?(<!-- \/comparison -->)/;
  if (!marked.test(page)) throw new Error(`${values.write} has no <!-- comparison --> to write the table after`);
  writeFileSync(values.write, page.replace(marked, (_, begin, end) => `${begin}${table}\n${end}`));
}
