import type { AppContext, Interaction } from '../interaction.ts';
import { publishHome } from './home.ts';

/** The same press, which changes what Home shows: Home is drawn again where it was pressed there. */
export const thenHome =
  <Rest extends readonly unknown[]>(
    press: (app: AppContext, interaction: Interaction, ...rest: Rest) => Promise<void>,
  ) =>
  async (app: AppContext, interaction: Interaction, ...rest: Rest): Promise<void> => {
    await press(app, interaction, ...rest);
    if (interaction.isHome) await publishHome(app, interaction);
  };
