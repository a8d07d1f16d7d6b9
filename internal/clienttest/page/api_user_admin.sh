curl -XGET https://www.cotalker.com/api/v3/users/581118cf1dabccc92616be4f \
-H "Admin: true"
-H "Authorization: Bearer [ACCESS-TOKEN]" 
