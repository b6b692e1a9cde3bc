/** A payment for an order. `amount` is in hundredths of the currency unit. */
export interface Payment {
  orderId: string;
  amount: number;
  currency: string;
}

/** A payment that a provider reports as made. */
export interface PaymentConfirmation extends Payment {
  /** The provider's name; it can confirm only its own orders. */
  provider: string;
}

/** A payment provider for top-ups. Each method may reject with UnavailableError. */
export interface TopupProvider {
  readonly name: string;
  /** Where the user goes to pay. Called again for a pending order, which must not charge twice. */
  start(payment: Payment): Promise<{ url: string }>;
  /**
   * Asks the provider whether this payment was made; nothing is credited before it says so. Absent if the provider's
   * notification is sufficient.
   */
  confirm?(payment: Payment): Promise<boolean>;
}
