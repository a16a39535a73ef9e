import { z } from 'zod'

const described = { name: z.string(), description: z.string().nullish() }

export const AudioEffectsCatalogResponseModel = z
  .object({
    filter_presets: z.array(
      z.object({ filter_preset_id: z.string(), ...described }).meta({ id: 'AudioEffectsFilterPresetResponseModel' }),
    ),
    environments: z.array(
      z.object({ environment_id: z.string(), ...described }).meta({ id: 'AudioEffectsEnvironmentResponseModel' }),
    ),
    background_noises: z.array(
      z
        .object({ background_noise_id: z.string(), ...described })
        .meta({ id: 'AudioEffectsBackgroundNoiseResponseModel' }),
    ),
  })
  .meta({ id: 'AudioEffectsCatalogResponseModel' })
