/** Of all prompts together; kept with each script. To be counted up when one of them changes. */
export const promptVersion = 1
