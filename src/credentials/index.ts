export { credentialIn, type Credential } from './detect.js';
export { credentialsInText, hidden, hiderOf, redacted, without } from './hide.js';
export { credentialsIn } from './plain.js';
