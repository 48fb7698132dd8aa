import { parentPort, workerData } from 'node:worker_threads';
import { readSource } from '../definition/index.js';
import { Report } from '../diagnostics/index.js';
import { defaultProfile, readProfile } from '../platform/index.js';
import type { HookRequest } from './app.js';
import type { Outcome, WorkerData } from './pool.js';
import { answer } from './work.js';

/** Answers one request after the other. */
export function worker(): void {
  const { profile: text } = workerData as WorkerData;
  // Its mistakes were told when the hook started.
  const source = text && readSource(text.file, text.text, new Report());
  const profile = (source && readProfile(source, new Report())) ?? defaultProfile;
  parentPort?.on('message', (request: HookRequest) => {
    let outcome: Outcome;
    try {
      outcome = { answer: answer(request, profile) };
    } catch (error) {
      outcome = { error: error instanceof Error ? error : new Error(String(error)) };
    }
    parentPort?.postMessage(outcome);
  });
  parentPort?.postMessage('ready');
}
