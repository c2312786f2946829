// Draws the pictures of a published site with ECharts, in Node:
//
//   node draw.mjs ENGINE PUBLIC OUT
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';

const [engine, site, out] = process.argv.slice(2);
(0, eval)(readFileSync(engine, 'utf8'));
mkdirSync(out, { recursive: true });

let drawn = 0;
for (const name of readdirSync(site, { recursive: true })) {
  if (!name.endsWith('index.html') || name.startsWith('embed')) continue;
  const page = readFileSync(`${site}/${name}`, 'utf8');
  for (const [, json] of page.matchAll(/<script type="application\/json">(.*?)<\/script>/g)) {
    for (const name of ['wide', 'narrow']) {
      JSON.parse(json)[name].forEach((_, i) => writeFileSync(`${out}/${drawn++}.svg`, chartEngine.picture(json, name, i)));
    }
  }
}
console.log(drawn);
