//! Writes of customer organisations.

use std::sync::Arc;

use app::identity::Secret;
use async_graphql::{Context, Object, Result};

use super::customer_input::{
    CreateCustomerInput, CustomerPayload, InviteCustomerUserInput, UpdateCustomerInput,
};
use super::input::InviteUserPayload;
use crate::context::{actor, app};
use crate::error::IntoApi;

/// Root fields.
#[derive(Default)]
pub struct CustomerMutation;

#[Object]
impl CustomerMutation {
    /// Makes a customer organisation.
    async fn create_customer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The customer.")] input: CreateCustomerInput,
    ) -> Result<CustomerPayload> {
        let actor = actor(ctx)?;
        payload(ctx, app(ctx).create_customer(actor, input.command().api(ctx)?).await)
    }

    /// Changes name or services of a customer organisation.
    async fn update_customer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: UpdateCustomerInput,
    ) -> Result<CustomerPayload> {
        let actor = actor(ctx)?;
        payload(ctx, app(ctx).update_customer(actor, input.command().api(ctx)?).await)
    }

    /// Invites a person of a customer organisation: an account without a password, and a link to set one within
    /// seven days. She sees what was shared with her organisation, and nothing inside.
    async fn invite_customer_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person.")] input: InviteCustomerUserInput,
    ) -> Result<InviteUserPayload> {
        let actor = actor(ctx)?;
        let invited = app(ctx).invite_customer_user(actor, input.command().api(ctx)?).await.api(ctx)?;
        Ok(InviteUserPayload {
            user: invited.user.into(),
            link: invited.link.map(Secret::into_exposed),
            expires_at: invited.expires_at,
            findings: Vec::new(),
        })
    }
}

fn payload(
    ctx: &Context<'_>,
    customer: app::Result<Arc<domain::identity::Customer>>,
) -> Result<CustomerPayload> {
    Ok(CustomerPayload { customer: customer.api(ctx)?.into(), findings: Vec::new() })
}
