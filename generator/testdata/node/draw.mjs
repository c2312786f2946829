// Draws the pictures of a published site with the site's own engine, in Node:
//
//   node draw.mjs PUBLIC OUT
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';

const [site, out] = process.argv.slice(2);
const engine = readdirSync(`${site}/assets`).find((name) => name.startsWith('echarts-') && name.endsWith('.js'));
(0, eval)(readFileSync(`${site}/assets/${engine}`, 'utf8'));
mkdirSync(out, { recursive: true });

let drawn = 0;
for (const name of readdirSync(site, { recursive: true })) {
  if (!name.endsWith('index.html') || name.startsWith('embed')) continue;
  const page = readFileSync(`${site}/${name}`, 'utf8');
  const figure = /data-name="wide"[^>]*><svg viewBox="0 0 (\d+) (\d+)"[\s\S]*?data-name="narrow"[^>]*><svg viewBox="0 0 (\d+) (\d+)"[\s\S]*?<script type="application\/json">(.*?)<\/script>/g;
  for (const [, width, height, narrowWidth, narrowHeight, json] of page.matchAll(figure)) {
    const options = JSON.parse(json);
    writeFileSync(`${out}/${drawn++}.svg`, chartEngine.picture(JSON.stringify(options.wide), +width, +height));
    writeFileSync(`${out}/${drawn++}.svg`, chartEngine.picture(JSON.stringify(options.narrow), +narrowWidth, +narrowHeight));
  }
}
console.log(drawn);
