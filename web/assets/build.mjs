// Bundles what browsers get, from web/assets and the packages of the lock, into web/static/dist; called by tools/bundle.py.

import { build } from 'esbuild';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const assets = dirname(fileURLToPath(import.meta.url));
const root = join(assets, '..', '..');
const finished = join(root, 'web', 'static', 'dist');
const dist = `${finished}-new`; // pages go on with the old files until all new ones are there
const packages = join(root, 'node_modules');

// Of Bootstrap's utilities, those that only place things: colours, sizes of type and shadows come from our tokens.
const KEPT = [
  /^\.d-(none|block|inline|inline-block|inline-flex|flex|grid)$/,
  /^\.(flex|justify-content|align-items|align-self|order)-[a-z]+(-[a-z0-9]+)*$/,
  /^\.(gap|row-gap|column-gap|m|mx|my|mt|mb|ms|me|p|px|py|pt|pb|ps|pe)-(0|1|2|3|4|5|auto)$/,
  /^\.(text)-(start|end|center|wrap|nowrap|break)$/,
  /^\.(w|h)-(25|50|75|100|auto)$/,
  /^\.(overflow)-(auto|hidden)$/,
  /^\.(position)-(relative|sticky)$/,
];

const utilities = {
  name: 'kept-utilities',
  setup(bundle) {
    bundle.onLoad({ filter: /bootstrap-utilities\.css$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const rules = [...text.matchAll(/^(\.[\w-]+) \{\n([^}]*)\}/gm)];
      const kept = rules.filter(([, selector]) => KEPT.some((pattern) => pattern.test(selector)));
      return { contents: kept.map(([rule]) => rule).join('\n'), loader: 'css' };
    });
  },
};

async function sprite() {
  const names = (await readFile(join(assets, 'icons.txt'), 'utf8')).split('\n').filter((line) => line && !line.startsWith('#'));
  const symbols = await Promise.all(names.map(symbol));
  await writeFile(join(dist, 'icons.svg'), `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join('\n')}\n</svg>\n`);
}

async function symbol(name) {
  const drawing = await readFile(join(packages, 'lucide-static', 'icons', `${name}.svg`), 'utf8');
  const inner = drawing.slice(drawing.indexOf('>', drawing.indexOf('<svg')) + 1, drawing.lastIndexOf('</svg>'));
  return `<symbol id="${name}" viewBox="0 0 24 24">${inner.replace(/\s*\n\s*/g, '')}</symbol>`;
}

/** The licences of all packages that something of is in the bundle, in one file beside it. */
async function licences(inputs) {
  const named = inputs.map((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1]).filter(Boolean);
  const texts = await Promise.all([...new Set([...named, 'lucide-static'])].sort().map(licence));
  await writeFile(join(dist, 'LICENCES.txt'), texts.join('\n'));
}

async function licence(name) {
  const folder = join(packages, name);
  const { version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).find((found) => /^licen[cs]e/i.test(found));
  const text = file ? await readFile(join(folder, file), 'utf8') : `${license}\n`;
  return `${'='.repeat(80)}\n${name} ${version}\n${'='.repeat(80)}\n\n${text}`;
}

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
const [{ metafile }] = await Promise.all([
  build({
    absWorkingDir: root,
    entryPoints: ['app.js', 'app.css', 'viewer.js', 'viewer.css'].map((name) => join(assets, name)),
    outdir: dist,
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['es2022', 'chrome123', 'firefox120', 'safari17.5'],
    legalComments: 'none', // all licences are in LICENCES.txt
    metafile: true,
    logLevel: 'warning',
    loader: { '.svg': 'dataurl' },
    plugins: [utilities],
  }),
  sprite(),
]);
await licences(Object.keys(metafile.inputs));

await rm(finished, { recursive: true, force: true });
await rename(dist, finished);
