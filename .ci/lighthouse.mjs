#!/usr/bin/env node
// Runs Lighthouse over the pages of the sample site in public/ as a phone sees
// them, and fails when a median is below 100. It takes long, so CI leaves it out.
//
//   go run ./generator build && .ci/lighthouse.mjs [--runs 5] [PATH ...]
//
// Without paths: every page in the sitemap. Chromium is CHROME_PATH.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';

const site = join(dirname(fileURLToPath(import.meta.url)), '..', 'public');
const types = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.json': 'application/json', '.xml': 'text/xml', '.txt': 'text/plain' };
const sitemap = await readFile(join(site, 'sitemap.xml'), 'utf8');
const pages = [...sitemap.matchAll(/<loc>(.*?)<\/loc>/g)].map((m) => new URL(m[1]).pathname);
const base = pages[0];

const server = createServer(async (request, response) => {
  try {
    const name = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const text = await readFile(join(site, name.replace(base, '/').replace(/\/$/, '/index.html')));
    response.writeHead(200, { 'Content-Type': types[extname(name)] || (name.endsWith('/') ? 'text/html' : 'application/octet-stream'), 'Content-Encoding': 'gzip',
      'Cache-Control': name.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache' });
    response.end(gzipSync(text));
  } catch {
    response.writeHead(404).end();
  }
}).listen(0, '127.0.0.1');
await new Promise((done) => server.on('listening', done));

const args = process.argv.slice(2);
const runs = args[0] === '--runs' ? Number(args.splice(0, 2)[1]) : 5;
const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];
let failed = false;
for (const page of args.length ? args : pages) {
  const scores = {};
  for (let i = 0; i < runs; i++) {
    const { stdout } = await promisify(execFile)('npx', ['--yes', 'lighthouse@12.8.2', `http://127.0.0.1:${server.address().port}${page}`, '--quiet', '--output=json',
      '--chrome-flags=--headless --no-sandbox --disable-gpu --disable-background-networking'], { maxBuffer: 1 << 26 });
    for (const [name, category] of Object.entries(JSON.parse(stdout).categories)) (scores[name] ||= []).push(Math.round(category.score * 100));
  }
  const medians = Object.entries(scores).map(([name, list]) => [name, median(list)]);
  console.log(page, ...medians.map(([name, n]) => `${name} ${n}`));
  failed ||= medians.length < 4 || medians.some(([, n]) => n < 100);
}
server.close();
process.exitCode = failed ? 1 : 0;
