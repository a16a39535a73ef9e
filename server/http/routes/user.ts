import { ExtendedSubscriptionResponseModel, UserResponseModel } from '#contract/user.ts'
import { type Route, route } from '../route.ts'

const tag = 'user'

const get = route({
  method: 'GET',
  path: '/v1/user',
  tag,
  summary: 'Get the user, of whom this server has one',
  differs: 'There is one user, to whom all keys belong.',
  role: 'viewer',
  reply: UserResponseModel,
  async handle() {
    return {
      user_id: 'lectern',
      workspace_id: 'lectern',
      subscription: freeOfCharge,
      is_new_user: false,
      can_use_delayed_payment_methods: false,
      is_onboarding_completed: true,
      is_onboarding_checklist_completed: true,
      created_at: 0,
      seat_type: 'workspace_admin' as const,
    }
  },
})

const getSubscription = route({
  method: 'GET',
  path: '/v1/user/subscription',
  tag,
  summary: 'Get the subscription: nothing is counted and nothing is sold',
  differs: 'Nothing is counted and nothing is sold: a limit of a billion characters, none of them used.',
  role: 'viewer',
  reply: ExtendedSubscriptionResponseModel,
  async handle() {
    return { ...freeOfCharge, open_invoices: [], has_open_invoices: false }
  },
})

export const userRoutes: Route[] = [get, getSubscription]

/** More characters than anyone will ever ask for: clients check what is left before they begin. */
const plenty = 1_000_000_000

const freeOfCharge = {
  tier: 'self-hosted',
  character_count: 0,
  character_limit: plenty,
  max_character_limit_extension: null,
  max_credit_limit_extension: 'unlimited' as const,
  can_extend_character_limit: false,
  allowed_to_extend_character_limit: false,
  voice_slots_used: 0,
  professional_voice_slots_used: 0,
  professional_voice_slots_used_in_workspace: 0,
  voice_limit: 0,
  voice_add_edit_counter: 0,
  professional_voice_limit: 0,
  can_extend_voice_limit: false,
  can_use_instant_voice_cloning: false,
  can_use_professional_voice_cloning: false,
  current_overage: { amount: '0', currency: 'usd' as const },
  status: 'active' as const,
}
