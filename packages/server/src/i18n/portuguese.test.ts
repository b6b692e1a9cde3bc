import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messagesFor, negotiateLocale } from '#server/i18n/index.js';
import { formatChange, formatCount, Moment } from '#server/web/kit/format.js';

test('Brazilians and Portuguese alike are answered in Portuguese', () => {
  for (const tag of ['pt', 'pt-BR', 'pt-PT', 'pt-br', 'PT']) {
    assert.equal(negotiateLocale({ uiLocales: tag }), 'pt', tag);
    assert.equal(negotiateLocale({ cookie: tag }), 'pt', tag);
    assert.equal(negotiateLocale({ acceptLanguage: `de, ${tag};q=0.9, en;q=0.5` }), 'pt', tag);
  }
  assert.equal(negotiateLocale({ acceptLanguage: 'ptx, en' }), 'en');
});

test('Portuguese pages write numbers and times as their readers do', () => {
  assert.equal(formatCount('pt', 1_234_567n), '1.234.567');
  assert.equal(formatChange('pt', -500_000n), '−500.000');
  assert.match(String(Moment({ locale: 'pt', at: Date.UTC(2026, 1, 3, 16, 5) })), />3 de fev\. de 2026, 16:05</);
});

test('Portuguese counts one minute as one', () => {
  const { faults, device } = messagesFor('pt');
  assert.match(faults.tooManyAttempts(1), /em um minuto\.$/);
  assert.match(faults.tooManyAttempts(15), /em 15 minutos\.$/);
  assert.match(device.tooMany(1), /em um minuto\.$/);
});
