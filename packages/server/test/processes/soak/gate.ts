import { once } from 'node:events';
import { EventEmitter } from 'node:events';

/** Lets members pass, or holds them until it is opened again. */
export const createGate = () => {
  const moves = new EventEmitter().setMaxListeners(0);
  const state = { isOpen: true, inside: 0 };

  return {
    /** Does something once the gate is open. */
    pass: async <T>(work: () => Promise<T>): Promise<T> => {
      while (!state.isOpen) await once(moves, 'opened');
      state.inside += 1;
      try {
        return await work();
      } finally {
        state.inside -= 1;
        moves.emit('left');
      }
    },
    /** Does something while nobody is inside. */
    whileEmpty: async <T>(work: () => Promise<T>): Promise<T> => {
      state.isOpen = false;
      try {
        while (state.inside > 0) await once(moves, 'left');
        return await work();
      } finally {
        state.isOpen = true;
        moves.emit('opened');
      }
    },
  };
};

export type Gate = ReturnType<typeof createGate>;
