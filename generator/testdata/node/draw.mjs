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
  const figure = /data-name="wide"[^>]*><svg viewBox="0 0 (\d+) (\d+)"[\s\S]*?data-name="narrow"[^>]*><svg viewBox="0 0 (\d+) (\d+)"[\s\S]*?<script type="application\/json">(.*?)<\/script>/g;
  for (const [, width, height, narrowWidth, narrowHeight, json] of page.matchAll(figure)) {
    writeFileSync(`${out}/${drawn++}.svg`, chartEngine.picture(json, 'wide', +width, +height));
    writeFileSync(`${out}/${drawn++}.svg`, chartEngine.picture(json, 'narrow', +narrowWidth, +narrowHeight));
  }
}
console.log(drawn);
