// cdk8s synthesises manifests that are there already: node cdk8s.mjs MANIFESTS.json OUTDIR
import { readFileSync } from 'node:fs';
import { ApiObject, App, Chart } from 'cdk8s';

const [manifests, outdir] = process.argv.slice(2);
const app = new App({ outdir });
for (const manifest of JSON.parse(readFileSync(manifests, 'utf8'))) {
  new ApiObject(new Chart(app, manifest.metadata.name), 'workflow-template', manifest);
}
app.synth();
