// Serves a document with @scalar/mock-server: node scalar.mjs PORT FILE
import { readFileSync } from "node:fs";
import { serve } from "@hono/node-server";
import { createMockServer } from "@scalar/mock-server";
import { parse } from "yaml";

const [port, file] = process.argv.slice(2);
const app = await createMockServer({ document: parse(readFileSync(file, "utf8")) }); // it takes no text that begins with a comment
serve({ fetch: app.fetch, port: Number(port), hostname: "127.0.0.1" });
