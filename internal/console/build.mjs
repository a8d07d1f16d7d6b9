// Builds the page into dist, or into the folder that is named: the same bytes
// wherever it runs, for both tools are pinned by package-lock.json.
import {build} from "esbuild";
import {copyFile, mkdir} from "node:fs/promises";

const out = process.argv[2] ?? "dist";
await mkdir(out, {recursive: true});
await build({
  entryPoints: {app: "page/main.jsx", style: "page/style.css"},
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "none",
  banner: {js: "/* The console of rolecall; sources in internal/console/page. Holds Preact, (c) Jason Miller, MIT licence. */"},
  charset: "utf8",
  logLevel: "warning",
});
await copyFile("page/index.html", `${out}/index.html`);
