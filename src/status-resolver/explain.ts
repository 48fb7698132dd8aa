import { exceptionOf } from './exception.js';
import { type Outcome, oneLine } from './outcome.js';
import { podsOf } from './settle.js';
import { type Send, text } from './watch.js';

// More than any stack with its causes; longer logs are cut at their end, and say nothing then.
const tailLines = '1000';
const limitBytes = String(1 << 20);

/**
 * Of a driver's end the kubelet keeps 2 KiB, which a Java stack fills: what it died of stands further up in its log,
 * where that can still be read. An extra: the verdict is the same without.
 */
export const explained = async (
  { unexplained, ...outcome }: Outcome,
  { namespace }: { readonly namespace: string },
  send: Send,
): Promise<Outcome> => {
  if (!unexplained) return outcome;
  const { container, pod, sentence } = unexplained;
  try {
    const query = { container, tailLines, limitBytes };
    const { status, body } = await send('GET', `${podsOf({ namespace })}/${pod}/log`, query, 10);
    const why = status === 200 ? exceptionOf(await text(body)) : '';
    return why === '' ? outcome : { ...outcome, message: oneLine(`${sentence}: ${why}`) };
  } catch {
    return outcome;
  }
};
