import { z } from 'zod'

export const SeatType = z
  .enum(['workspace_admin', 'workspace_member', 'workspace_lite_member'])
  .meta({ id: 'SeatType' })

export const Currency = z.enum(['usd', 'eur', 'inr', 'pln', 'gbp']).meta({ id: 'Currency' })

export const SubscriptionStatusType = z
  .enum(['trialing', 'active', 'incomplete', 'past_due', 'free', 'free_disabled'])
  .meta({ id: 'SubscriptionStatusType' })

const Period = z.enum(['monthly_period', '3_month_period', '6_month_period', 'annual_period'])
export const BillingPeriod = Period.meta({ id: 'BillingPeriod' })
export const CharacterRefreshPeriod = Period.meta({ id: 'CharacterRefreshPeriod' })

/** The amount is a decimal number as text. */
export const Price = z.object({ amount: z.string(), currency: Currency }).meta({ id: 'Price' })

export const SubscriptionResponseModel = z
  .object({
    tier: z.string(),
    character_count: z.int(),
    character_limit: z.int(),
    max_character_limit_extension: z.int().nullable(),
    max_credit_limit_extension: z.union([z.int(), z.literal('unlimited')]),
    can_extend_character_limit: z.boolean(),
    allowed_to_extend_character_limit: z.boolean(),
    next_character_count_reset_unix: z.int().nullish(),
    voice_slots_used: z.int(),
    professional_voice_slots_used: z.int(),
    professional_voice_slots_used_in_workspace: z.int(),
    voice_limit: z.int(),
    max_voice_add_edits: z.int().nullish(),
    voice_add_edit_counter: z.int(),
    professional_voice_limit: z.int(),
    can_extend_voice_limit: z.boolean(),
    can_use_instant_voice_cloning: z.boolean(),
    can_use_professional_voice_cloning: z.boolean(),
    currency: Currency.nullish(),
    current_overage: Price,
    status: SubscriptionStatusType,
    billing_period: BillingPeriod.nullish(),
    character_refresh_period: CharacterRefreshPeriod.nullish(),
  })
  .meta({ id: 'SubscriptionResponseModel' })
export type SubscriptionResponseModel = z.infer<typeof SubscriptionResponseModel>

/** Nothing is sold here, so there are no invoices and no changes of plan. */
export const ExtendedSubscriptionResponseModel = SubscriptionResponseModel.extend({
  next_invoice: z.null().optional(),
  open_invoices: z.array(z.unknown()).max(0),
  has_open_invoices: z.boolean(),
  pending_change: z.null().optional(),
  has_used_starter_coupon_on_account: z.boolean().optional(),
  has_used_creator_coupon_on_account: z.boolean().optional(),
  is_eligible_for_starter_promo: z.boolean().nullish(),
}).meta({ id: 'ExtendedSubscriptionResponseModel' })
export type ExtendedSubscriptionResponseModel = z.infer<typeof ExtendedSubscriptionResponseModel>

export const UserResponseModel = z
  .object({
    user_id: z.string(),
    subscription: SubscriptionResponseModel,
    /** As `xi_api_key`. */
    subscription_extras: z.null().optional(),
    is_new_user: z.boolean(),
    can_use_delayed_payment_methods: z.boolean(),
    is_onboarding_completed: z.boolean(),
    is_onboarding_checklist_completed: z.boolean(),
    show_compliance_terms: z.boolean().optional(),
    first_name: z.string().nullish(),
    is_api_key_hashed: z.boolean().optional(),
    /** Always empty. The hosted service sends it no more, but clients of earlier years insist on it. */
    xi_api_key: z.string().optional(),
    xi_api_key_preview: z.string().nullish(),
    referral_link_code: z.string().nullish(),
    partnerstack_partner_default_link: z.string().nullish(),
    created_at: z.int(),
    seat_type: SeatType,
    workspace_id: z.string(),
  })
  .meta({ id: 'UserResponseModel' })
export type UserResponseModel = z.infer<typeof UserResponseModel>
