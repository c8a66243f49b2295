import { floorStories } from '../../support/helpdesk/floor-stories.ts';

floorStories(async () => null);
