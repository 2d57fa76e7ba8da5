import { ProductRefused, ProductThrottled } from '../cloud.js';

/** What an answer that says no is told as: a request for a pause (429) is no judgement of the product. */
export function refusal(words: string, status: number): ProductRefused {
  return new (status === 429 ? ProductThrottled : ProductRefused)(words, status);
}
