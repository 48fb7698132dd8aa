// The project's images, one a line: folder of the Dockerfile, reference.
import { images } from '../../src/version.js';

for (const [folder, reference] of Object.entries(images)) console.log(`${folder} ${reference}`);
