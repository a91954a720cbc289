// Bundles the entry files into webapp/static/vendor, each under a name that holds a hash of
// its content, with a manifest of these names and the licences of everything inside.
import { readFile, readdir, mkdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const vendor = join(here, "..", "webapp", "static", "vendor");
const entries = { graph: "graph.js", editor: "editor.js", result: "result.js" };

await rm(vendor, { recursive: true, force: true });
await mkdir(vendor, { recursive: true });
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: entries,
  entryNames: "[name]-[hash]",
  chunkNames: "shared-[hash]",
  splitting: true, // what two bundles use is loaded once
  outdir: vendor,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  charset: "utf8",
  legalComments: "none", // LICENSES.txt holds them in full
  metafile: true,
  logLevel: "warning",
});

const manifest = {};
for (const [path, { entryPoint }] of Object.entries(metafile.outputs)) {
  const name = Object.keys(entries).find((key) => entries[key] === entryPoint);
  if (name) manifest[name] = basename(path);
}
await writeFile(join(vendor, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
await writeFile(join(vendor, "LICENSES.txt"), await licences(Object.keys(metafile.inputs)));

// The folder of the package a bundled file belongs to.
function folderOf(input) {
  const match = input.match(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//);
  return match && match[1];
}

async function licences(inputs) {
  const folders = [...new Set(inputs.map(folderOf).filter(Boolean))].sort();
  const texts = await Promise.all(folders.map(licence));
  return texts.join("\n" + "-".repeat(78) + "\n\n");
}

async function licence(folder) {
  const root = join(here, folder);
  const about = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const files = (await readdir(root)).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  const texts = await Promise.all(files.sort().map((file) => readFile(join(root, file), "utf8")));
  const terms = typeof about.license === "string" ? about.license : about.license?.type;
  if (!terms && !texts.length) throw new Error(`${relative(here, root)}: it names no licence`);
  return [`${about.name} ${about.version}`, `Licence: ${terms ?? "see below"}`, "", ...texts].join("\n");
}
