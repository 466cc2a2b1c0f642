// Bundles every screen into queue_server/static/build/ and writes build.json beside the result.
//
//   node build.mjs                              every screen
//   node build.mjs --only clerk,desk            these entries only, the rest stays as it is
//   node build.mjs --only clerk --out /tmp/b    into another folder
//   node build.mjs --entry demo=/tmp/demo.js    entries from anywhere, alone (a=…,b=…)
//
// Nothing is written when the bytes are the same, so a page of an unchanged build does not reload.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = dirname(fileURLToPath(import.meta.url));
const SCREENS = join(ROOT, 'queue_server/screens');
const SHARED = join(SCREENS, 'shared/static');
const KEPT = new Set(['figures.ttf', 'build.json', 'sources.sha256']); // made elsewhere or last

function discover() {
  const found = {
    kiosk: join(ROOT, 'kiosk/static/main.js'),
    board: join(ROOT, 'display/static/board.js'),
    screen: join(ROOT, 'display/static/screen.js'),
    sign: join(ROOT, 'display/static/sign.js'),
    paper: join(SCREENS, 'start/static/paper.js'),
  };
  for (const name of readdirSync(SCREENS)) {
    if (name !== 'shared') found[name] = join(SCREENS, name, 'static/main.js');
  }
  return Object.fromEntries(Object.entries(found).filter(([, path]) => existsSync(path)).sort());
}

function sha(bytes) {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}

function writeIfNew(path, bytes) {
  if (existsSync(path) && readFileSync(path).equals(Buffer.from(bytes))) return false;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  return true;
}

/** Folders of the packages whose code or fonts went into the bundle. */
function bundledPackages(inputs) {
  const folders = new Set();
  for (const input of inputs) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match) folders.add(resolve(ROOT, match[1]));
  }
  return [...folders].sort();
}

/** Licence texts by file name; a package without one must not be shipped. */
function licences(inputs) {
  const texts = new Map();
  for (const folder of bundledPackages(inputs)) {
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
    if (!files.some((file) => !/^notice/i.test(file))) throw new Error(`${name} carries no licence text`);
    const text = files.sort().map((file) => readFileSync(join(folder, file), 'utf8').trim());
    const file = `licences/${name.replace('@', '').replace('/', '+')}.txt`;
    texts.set(file, Buffer.from(`${name} ${version}\n\n${text.join('\n\n')}\n`));
  }
  return texts;
}

function bundle(entryPoints, outdir) {
  return build({
    absWorkingDir: ROOT,
    entryPoints,
    outdir,
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    splitting: true,
    minify: true,
    target: ['es2019', 'chrome74'], // phone web views of 2019; also flattens nested css
    charset: 'utf8',
    legalComments: 'none', // whole texts are copied into licences/
    alias: { '@shared': SHARED },
    entryNames: '[name]',
    chunkNames: 'chunk-[hash]',
    assetNames: 'fonts/[name]-[hash]',
    loader: { '.woff2': 'file', '.json': 'json', '.svg': 'file' },
    logLevel: 'warning',
  });
}

/** What a page must link: the entry, its style sheet and the chunks it imports. */
function describe(metafile, outdir) {
  const entries = {};
  for (const [path, output] of Object.entries(metafile.outputs)) {
    if (!output.entryPoint || !path.endsWith('.js')) continue;
    const local = (file) => relative(outdir, resolve(ROOT, file));
    const statics = (file, seen = new Set()) => {
      for (const used of metafile.outputs[file].imports) {
        if (used.kind !== 'import-statement' || seen.has(used.path)) continue;
        seen.add(used.path);
        statics(used.path, seen);
      }
      return seen;
    };
    const name = local(path).replace(/\.js$/, '');
    entries[name] = {
      js: local(path),
      css: output.cssBundle ? local(output.cssBundle) : null,
      chunks: [...statics(path)].map(local).sort(),
    };
  }
  return entries;
}

function removeStale(outdir, wanted) {
  if (!existsSync(outdir)) return;
  for (const item of readdirSync(outdir, { recursive: true, withFileTypes: true })) {
    if (!item.isFile()) continue;
    const path = join(item.parentPath ?? item.path, item.name);
    const name = relative(outdir, path);
    if (!wanted.has(name) && !KEPT.has(name)) rmSync(path, { force: true });
  }
}

async function main() {
  const { values } = parseArgs({ options: { only: { type: 'string' }, out: { type: 'string' }, entry: { type: 'string' } } });
  const outdir = resolve(values.out ?? join(ROOT, 'queue_server/static/build'));
  const all = discover();
  if (values.entry) {
    const extra = values.entry.split(',').map((pair) => pair.split('='));
    for (const [name, path] of extra) all[name] = resolve(path);
    values.only = extra.map(([name]) => name).join(',');
  }
  const names = values.only ? values.only.split(',') : Object.keys(all);
  const unknown = names.filter((name) => !all[name]);
  if (unknown.length) throw new Error(`no such entry: ${unknown.join(', ')}`);

  const result = await bundle(Object.fromEntries(names.map((name) => [name, all[name]])), outdir);
  const files = new Map(result.outputFiles.map((file) => [relative(outdir, file.path), Buffer.from(file.contents)]));
  for (const [name, text] of licences(Object.keys(result.metafile.inputs))) files.set(name, text);
  files.set('favicon.svg', readFileSync(join(SHARED, 'favicon.svg')));

  const stamp = join(outdir, 'build.json');
  const before = values.only && existsSync(stamp) ? JSON.parse(readFileSync(stamp, 'utf8')) : { entries: {} };
  let written = 0;
  for (const [name, bytes] of files) written += writeIfNew(join(outdir, name), bytes) ? 1 : 0;

  const entries = { ...before.entries, ...describe(result.metafile, outdir) };
  const hashes = Object.fromEntries([...files].map(([name, bytes]) => [name, sha(bytes)]));
  const outputs = Object.fromEntries(Object.entries({ ...before.outputs, ...hashes }).sort());
  const id = sha(JSON.stringify(outputs)).slice(0, 12);
  writeIfNew(stamp, Buffer.from(`${JSON.stringify({ build: id, entries, outputs }, null, 1)}\n`));
  if (!values.only) removeStale(outdir, files); // last: a page served meanwhile still finds its chunks
  console.log(`build ${id}: ${Object.keys(entries).join(' ')} (${written} of ${files.size} files new)`);
}

main().catch((error) => {
  if (!error.errors) console.error(error.message);
  process.exitCode = 1;
});
