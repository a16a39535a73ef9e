import { ExtendedSubscriptionResponseModel, UserResponseModel } from '#contract/user.ts'
import { type Route, route } from '../route.ts'

const tag = 'user'

const get = route({
  method: 'GET',
  path: '/v1/user',
  tag,
  summary: 'Get the user, of whom this server has one',
  role: 'viewer',
  reply: UserResponseModel,
  async handle() {
    return {
      user_id: 'lectern',
      workspace_id: 'lectern',
      subscription: subscription(),
      subscription_extras: null,
      is_new_user: false,
      can_use_delayed_payment_methods: false,
      is_onboarding_completed: true,
      is_onboarding_checklist_completed: true,
      show_compliance_terms: false,
      first_name: null,
      is_api_key_hashed: false,
      xi_api_key: '',
      xi_api_key_preview: null,
      referral_link_code: null,
      partnerstack_partner_default_link: null,
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
  role: 'viewer',
  reply: ExtendedSubscriptionResponseModel,
  async handle() {
    return {
      ...subscription(),
      next_invoice: null,
      open_invoices: [],
      has_open_invoices: false,
      pending_change: null,
      has_used_starter_coupon_on_account: false,
      has_used_creator_coupon_on_account: false,
      is_eligible_for_starter_promo: null,
    }
  },
})

export const userRoutes: Route[] = [get, getSubscription]

/** More characters than anyone will ever ask for: clients check what is left before they begin. */
const plenty = 1_000_000_000

/** The next month, when a count would begin anew: clients insist on a number here. */
function subscription() {
  const now = new Date()
  const nextMonth = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1)
  return { ...freeOfCharge, next_character_count_reset_unix: nextMonth / 1000 }
}

/**
 * Clients look their tier up in a list of those they know. Keys that may be left out are there: as null, or with a value where
 * clients of earlier years take no null, though no money is asked for and no voice can be added.
 */
const freeOfCharge = {
  tier: 'pro',
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
  max_voice_add_edits: 0,
  voice_add_edit_counter: 0,
  professional_voice_limit: 0,
  can_extend_voice_limit: false,
  can_use_instant_voice_cloning: false,
  can_use_professional_voice_cloning: false,
  currency: 'usd' as const,
  current_overage: { amount: '0', currency: 'usd' as const },
  status: 'active' as const,
  billing_period: 'monthly_period' as const,
  character_refresh_period: null,
}
